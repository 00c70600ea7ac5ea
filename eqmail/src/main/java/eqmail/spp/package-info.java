/**
 * Plug-ins of the SMTP server (qmail-spp; network.md section 5): what they may decide, the list in {@code
 * control/smtpplugins}, and the three ways to run one: as a program for each event, as a program that stays, in process.
 */
@NullMarked
package eqmail.spp;

import org.jspecify.annotations.NullMarked;
