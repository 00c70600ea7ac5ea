package eqmail.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureNoteTest {
    @Test
    void endsInABlankLine() {
        assertThat(FailureNote.of("joe@a.org", "No such user.\n")).isEqualTo("<joe@a.org>:\nNo such user.\n\n");
    }

    @Test
    void addsTheLineEndThatAReportLacks() {
        assertThat(FailureNote.of("joe@a.org", "no")).isEqualTo("<joe@a.org>:\nno\n\n");
        assertThat(FailureNote.of("joe@a.org", "")).isEqualTo("<joe@a.org>:\n\n");
    }

    @Test
    void hasNoBlankLineInside() {
        assertThat(FailureNote.of("r@a", "line one\n\nline two\n\n\nlast\1\n"))
                .isEqualTo("<r@a>:\nline one\n/line two\n//last\1\n\n");
    }

    @Test
    void leavesTheLastByteOfTheReportAsItIs() {
        assertThat(FailureNote.of("r@a", "text\n\n")).isEqualTo("<r@a>:\ntext\n\n\n");
        assertThat(FailureNote.of("r@a", "text\n\n\n")).isEqualTo("<r@a>:\ntext\n/\n\n");
    }

    @Test
    void hidesALineEndInTheRecipient() {
        assertThat(FailureNote.of("a\nb@c", "x\n")).startsWith("<a_b@c>:\n");
    }

    @Test
    void aReportThatBeginsWithALineEndIsJoined() {
        assertThat(FailureNote.of("r@a", "\nx\n")).isEqualTo("<r@a>:\n/x\n\n");
    }
}
