package eqmail.control;

import eqmail.bytes.Scan;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a whole configuration: every control file by its {@link Kind}, then as the room that reads it does, then whatever
 * the rooms' inspectors look at. Changes nothing.
 */
public final class ControlCheck {
    /** Without a slot nothing is delivered. */
    private static final Set<ControlFile> HOLDING =
            EnumSet.of(ControlFile.CONCURRENCYLOCAL, ControlFile.CONCURRENCYMAX, ControlFile.CONCURRENCYREMOTE);

    /** Where 0 would make every attempt fail. */
    private static final Set<ControlFile> AT_LEAST_ONE = EnumSet.of(
            ControlFile.CONCURRENCYINCOMING,
            ControlFile.TIMEOUTCONNECT,
            ControlFile.TIMEOUTREMOTE,
            ControlFile.TIMEOUTSMTPD,
            ControlFile.TIMEOUTSPP);

    private final Control control;
    private final List<Owner> owners;
    private final List<Inspector> inspectors;

    /** A room that reads control files. */
    @FunctionalInterface
    public interface Owner {
        /**
         * Reads its files as for a start of its program.
         *
         * @throws IOException for the first that cannot be used; the message names file and fault
         */
        void read(Control control) throws IOException;
    }

    /** Checks the files below {@code home}, as strictly as the resident server reads them. */
    public ControlCheck(Path home, List<Owner> owners, List<Inspector> inspectors) {
        this.control = Control.strict(home);
        this.owners = List.copyOf(owners);
        this.inspectors = List.copyOf(inspectors);
    }

    /** Everything that is wrong. */
    public Flaws look() {
        Flaws flaws = new Flaws();
        for (ControlFile file : ControlFile.values()) {
            check(file, flaws);
        }
        CompiledFiles.check(control.home(), flaws);
        owners.forEach(owner -> check(owner, flaws));
        for (Inspector inspector : inspectors) {
            try {
                inspector.inspect(control, flaws);
            } catch (IOException e) {
                flaws.fault(String.valueOf(e.getMessage()));
            }
        }
        UnknownFiles.check(control, flaws);
        return flaws;
    }

    private void check(ControlFile file, Flaws flaws) {
        Path path = control.home().resolve(file.path());
        if (file.kind() == Kind.FOLDER) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                flaws.fault(file.path(), "is not a directory");
            }
            return;
        }
        try {
            Optional<String> text = control.text(file.path());
            text.ifPresent(t -> Syntax.check(file, t, flaws));
            if (file.kind() == Kind.NUMBER && text.isPresent()) {
                number(file, flaws);
            }
        } catch (ControlException e) {
            flaws.fault(String.valueOf(e.getMessage()));
        }
    }

    private void number(ControlFile file, Flaws flaws) throws ControlException {
        control.number(file.path(), 0);
        String line = control.line(file.path()).orElse("");
        String digits = line.substring(0, Scan.digits(line, 0));
        if (new BigInteger("0" + digits).bitLength() > Integer.SIZE) {
            flaws.fault(file.path(), "more than 4294967295: " + digits);
        } else if (digits.isEmpty()) {
            flaws.warning(file.path(), "no number, so " + file.absent() + " counts");
        } else if (Scan.numberOrZero(digits) == 0) {
            if (HOLDING.contains(file)) {
                flaws.warning(file.path(), "0 holds all mail");
            } else if (AT_LEAST_ONE.contains(file)) {
                flaws.warning(file.path(), "0 counts as 1");
            }
        } else if (HOLDING.contains(file)) {
            slots(file, Scan.numberOrZero(digits), flaws);
        }
    }

    private void slots(ControlFile file, long number, Flaws flaws) throws ControlException {
        ControlFile limit = ControlFile.CONCURRENCYMAX;
        long most = control.number(limit.path(), Long.parseLong(limit.absent()));
        if (Long.compareUnsigned(number, most) > 0) {
            flaws.warning(file.path(), number + " counts as " + most + ", the limit of " + limit.path());
        }
    }

    /** One fault does not hide the next: after it the room reads the rest as if that file were missing. */
    private void check(Owner owner, Flaws flaws) {
        Control view = control;
        while (true) {
            try {
                owner.read(view);
                return;
            } catch (ControlException e) {
                boolean there = Files.exists(control.home().resolve(e.file()));
                if (view != control && (view.isHidden(e.file()) || !there)) {
                    return; // that is only because of what was hidden
                }
                flaws.fault(String.valueOf(e.getMessage()));
                if (!there) {
                    return;
                }
                view = view.without(e.file());
            } catch (IOException e) {
                flaws.fault(String.valueOf(e.getMessage()));
                return;
            }
        }
    }
}
