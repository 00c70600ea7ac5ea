package eqmail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SearchListTest {
    @Test
    void takesTheLastLineOfTheFile() {
        assertThat(SearchList.parse("domain a.test b.test\n").domains()).containsExactly("a.test");
        assertThat(SearchList.parse("domain a.test\n# search x\nsearch b.test\tc.test \nnameserver 192.0.2.1\n")
                        .domains())
                .containsExactly("b.test", "c.test");
        assertThat(SearchList.parse("search 1 2 3 4 5 6 7").domains()).hasSize(6);
    }

    @Test
    void isEmptyWithoutAFile() {
        assertThat(SearchList.read(Path.of("/nonexistent/resolv.conf")).domains())
                .isEmpty();
    }

    @Test
    void triesANameWithADotAsItIsFirst() {
        SearchList list = SearchList.parse("search a.test b.test");
        assertThat(list.names("mail")).containsExactly("mail.a.test", "mail.b.test", "mail");
        assertThat(list.names("mail.x")).containsExactly("mail.x", "mail.x.a.test", "mail.x.b.test");
        assertThat(list.names("mail.")).containsExactly("mail.");
    }
}
