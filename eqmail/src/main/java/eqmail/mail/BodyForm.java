package eqmail.mail;

/** How the bytes of a body are written down. */
public enum BodyForm {
    /** Lines end in LF, nothing is stuffed: as qmail-queue gets it and a Maildir keeps it. */
    UNIX,
    /** Lines end in CR LF and dots are stuffed, as SMTP carries it; without the closing dot. */
    WIRE
}
