/** What a message is made of outside its text: addresses, envelope, body, identity, and the verdict of a delivery. */
@NullMarked
package eqmail.mail;

import org.jspecify.annotations.NullMarked;
