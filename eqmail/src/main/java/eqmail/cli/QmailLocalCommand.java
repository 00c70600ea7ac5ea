package eqmail.cli;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.delivery.Replaceable;
import eqmail.fs.RealFolder;
import eqmail.local.DeliveryTools;
import eqmail.local.DescriptorReport;
import eqmail.local.FileMessage;
import eqmail.local.LocalDelivery;
import eqmail.local.QmailLocal;
import eqmail.local.Report;
import eqmail.local.ShellPrograms;
import eqmail.maildir.Maildir;
import eqmail.maildir.UniqueNames;
import eqmail.mbox.Mbox;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.Self;
import eqmail.queue.HandoverQueue;
import eqmail.queue.Origins;
import eqmail.queue.QueueChoice;
import eqmail.queue.QueueHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** {@code qmail-local}: one delivery of the account that it runs as, message on descriptor 0. */
final class QmailLocalCommand implements Program {
    /** What it makes is nobody else's business. */
    private static final int UMASK = 077;

    @Override
    public int run(Invocation in) throws IOException {
        FileCalls.umask(UMASK);
        Descriptor message = Descriptor.of(0);
        if (in.closed().contains(0)) {
            // An empty file in its place would be delivered; a closed descriptor cannot be rewound, and says so.
            message.close();
        }
        try (Report report = new DescriptorReport(Descriptor.of(1), Descriptor.of(2))) {
            return new QmailLocal(
                            in.name(),
                            new LocalDelivery(tools(in)),
                            new FileMessage(message),
                            report,
                            Credentials.uid(),
                            Credentials.gid())
                    .run(in.args());
        }
    }

    static DeliveryTools tools(Invocation in) throws IOException {
        HandoverQueue own = HandoverQueue.of(new QueueHome(in.home()));
        InstantSource clock = InstantSource.system();
        return new DeliveryTools(
                RealFolder::open,
                new Maildir(new UniqueNames(clock, Self.pid(), hostName())),
                new Mbox(Mbox.LOCK_LIMIT),
                new QueueChoice(in.home(), new Replaceable(in.home(), in.image()), own).of(in.env()),
                Origins.NONE::of,
                new ShellPrograms(false, ShellPrograms.limit(new Control(in.home()))),
                clock,
                in.env());
    }

    /** What gethostname(2) answers. */
    private static String hostName() throws IOException {
        return Latin1.string(Files.readAllBytes(Path.of("/proc/sys/kernel/hostname")))
                .strip();
    }
}
