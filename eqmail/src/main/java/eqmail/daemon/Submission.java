package eqmail.daemon;

import eqmail.tcpserver.Service;

/**
 * The roles for mail programs, submission and submissions (RFC 6409, RFC 8314): SMTP sessions in which nobody may send without AUTH, whatever the
 * port is called.
 */
final class Submission {
    private Submission() {}

    /** Sessions like those of {@code smtp}, which may begin with TLS. A listener or rule that sets SUBMISSIONPORT itself is obeyed. */
    static Service over(Service smtp) {
        return (connection, environment) -> {
            environment.putIfAbsent("SUBMISSIONPORT", environment.getOrDefault("TCPLOCALPORT", "0"));
            smtp.serve(connection, environment);
        };
    }
}
