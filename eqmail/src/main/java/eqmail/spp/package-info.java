/**
 * The contract between the SMTP server and its plug-ins (qmail-spp; network.md section 5): at which points of a session
 * they are asked and what they may decide.
 */
@NullMarked
package eqmail.spp;

import org.jspecify.annotations.NullMarked;
