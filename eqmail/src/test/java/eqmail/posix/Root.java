package eqmail.posix;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/** For tests that only root can run: skipped elsewhere with the reason, but never where CI says that all must run. */
final class Root {
    private Root() {}

    static void required() {
        if (Credentials.effectiveUid() == 0) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("CI must run this as root");
        }
        Assumptions.abort("needs root: it becomes another user");
    }
}
