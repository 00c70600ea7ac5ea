package eqmail.spool;

import eqmail.delivery.Channel;
import eqmail.mail.BodyForm;

/** How channels and body forms are written on disk. */
final class Letters {
    private Letters() {}

    static int of(Channel channel) {
        return switch (channel) {
            case LOCAL -> 'L';
            case REMOTE -> 'R';
        };
    }

    static int of(BodyForm form) {
        return switch (form) {
            case UNIX -> 'U';
            case WIRE -> 'W';
        };
    }

    static Channel channel(int letter) throws BadRecord {
        return switch (letter) {
            case 'L' -> Channel.LOCAL;
            case 'R' -> Channel.REMOTE;
            default -> throw new BadRecord("no channel " + letter);
        };
    }

    static BodyForm form(int letter) throws BadRecord {
        return switch (letter) {
            case 'U' -> BodyForm.UNIX;
            case 'W' -> BodyForm.WIRE;
            default -> throw new BadRecord("no form " + letter);
        };
    }
}
