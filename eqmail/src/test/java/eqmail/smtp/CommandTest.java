package eqmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void splitsAtTheFirstSpaceAndSkipsTheOthers() {
        assertThat(Command.parse("MAIL   FROM:<a@b> SIZE=1 \r")).isEqualTo(new Command("MAIL", "FROM:<a@b> SIZE=1 "));
        assertThat(Command.parse("QUIT")).isEqualTo(new Command("QUIT", ""));
        assertThat(Command.parse("NOOP ")).isEqualTo(new Command("NOOP", ""));
    }

    @Test
    void aTabDoesNotEndTheVerb() {
        assertThat(Command.parse("NOOP\tx\r").verb()).isEqualTo("NOOP\tx");
    }

    @Test
    void aLeadingSpaceOrNothingGivesTheEmptyVerb() {
        assertThat(Command.parse(" NOOP\r")).isEqualTo(new Command("", "NOOP"));
        assertThat(Command.parse("\r")).isEqualTo(new Command("", ""));
        assertThat(Command.parse("")).isEqualTo(new Command("", ""));
    }

    @Test
    void takesOneCarriageReturnOffTheEnd() {
        assertThat(Command.parse("NOOP\r\r").verb()).isEqualTo("NOOP\r");
    }

    @Test
    void aNulEndsTheLine() {
        assertThat(Command.parse("NOOP\0 x\r")).isEqualTo(new Command("NOOP", ""));
        assertThat(Command.parse("RCPT TO:<a@b>\0<c@d>\r").argument()).isEqualTo("TO:<a@b>");
    }

    @Test
    void verbsIgnoreTheCaseOfAsciiLettersOnly() {
        assertThat(Command.parse("NoOp").name()).isEqualTo("noop");
        assertThat(Command.parse("\u00c4").name()).isEqualTo("\u00c4");
    }
}
