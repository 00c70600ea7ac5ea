/**
 * {@code eqmail doctor}: looks at a host from outside and inside as those do who send mail to it and get mail from it, and
 * says for each thing that is wrong how to mend it. Each check is a class; what it looks at is given to it.
 */
@NullMarked
package eqmail.doctor;

import org.jspecify.annotations.NullMarked;
