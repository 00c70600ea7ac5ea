package eqmail.smtpd;

import eqmail.spp.Plugins;

/**
 * What the parts of one session share.
 *
 * @param host where it is held
 * @param peer who is spoken to
 * @param client who that is
 * @param controls the settings, fixed for the session
 * @param plugins who else decides
 * @param encryption TLS, if there is any
 * @param log where it is told
 */
record Conversation(
        SmtpdHost host,
        Peer peer,
        Client client,
        SmtpdControls controls,
        Plugins plugins,
        Encryption encryption,
        SessionLog log) {}
