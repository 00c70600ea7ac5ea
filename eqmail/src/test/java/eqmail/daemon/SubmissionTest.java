package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.net.Connection;
import eqmail.tcpserver.Service;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    private static final Connection NOBODY = new Connection() {
        @Override
        public InputStream input() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void timeout(Duration each) {
            // Nobody is waited for.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    private static Map<String, String> served(Map<String, String> environment) throws Exception {
        Map<String, String> seen = new HashMap<>();
        Service smtp = (connection, variables) -> seen.putAll(variables);
        Submission.over(smtp).serve(NOBODY, new HashMap<>(environment));
        return seen;
    }

    @Test
    void anyPortOfTheRoleIsASubmissionPort() throws Exception {
        assertThat(served(Map.of("TCPLOCALPORT", "2587"))).containsEntry("SUBMISSIONPORT", "2587");
        assertThat(served(Map.of("TCPLOCALPORT", "465"))).containsEntry("SUBMISSIONPORT", "465");
    }

    @Test
    void aRuleMayDecideOtherwise() throws Exception {
        assertThat(served(Map.of("TCPLOCALPORT", "587", "SUBMISSIONPORT", "0"))).containsEntry("SUBMISSIONPORT", "0");
    }
}
