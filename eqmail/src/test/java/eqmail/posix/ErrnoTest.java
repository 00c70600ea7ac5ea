package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ErrnoTest {
    @Test
    void speaksTheWordsOfTheOriginals() {
        assertThat(Errno.ENOENT.text()).isEqualTo("file does not exist");
        assertThat(Errno.EACCES.text()).isEqualTo("access denied");
        assertThat(Errno.EPERM.text()).isEqualTo("permission denied");
        assertThat(Errno.ENOSPC.text()).isEqualTo("out of disk space");
        assertThat(Errno.ESPIPE.text()).isEqualTo("unseekable descriptor");
        assertThat(Errno.ELOOP.text()).isEqualTo("symbolic link loop");
        assertThat(Errno.of(4711).text()).isEqualTo("unknown error");
    }

    @Test
    void findsEachRowByItsNumber() {
        assertThat(Errno.values())
                .allSatisfy(e -> assertThat(Errno.of(e.number())).isSameAs(e));
    }

    @Test
    void callsTheSameNumbersTemporaryAsTheOriginals() {
        String temporary = Arrays.stream(Errno.values())
                .filter(Errno::temporary)
                .map(Enum::name)
                .collect(Collectors.joining(" "));
        assertThat(temporary.split(" "))
                .containsExactlyInAnyOrder(
                        ("EINTR ENOMEM ETXTBSY EIO ETIMEDOUT EAGAIN EDEADLK EBUSY ENFILE EMFILE EFBIG ENOSPC ENETDOWN"
                                        + " ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS ETOOMANYREFS"
                                        + " ECONNREFUSED EHOSTDOWN EHOSTUNREACH EUSERS EDQUOT ESTALE ENOLCK")
                                .split(" "));
    }

    @Test
    void keepsTheNumberOfAnUnknownErrorInTheMessage() {
        assertThat(PosixException.of(4711, "open", "x")).hasMessage("open x: error 4711");
        assertThat(PosixException.of(2, "open", "x")).hasMessage("open x: file does not exist");
    }
}
