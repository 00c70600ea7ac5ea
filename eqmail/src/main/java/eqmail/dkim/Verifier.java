package eqmail.dkim;

import eqmail.bytes.ByteInput;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Checks the signatures of messages (RFC 6376 6). A message is read once, in constant memory but for its header; one
 * without signature only as far as its header goes. Safe for calls from many threads.
 */
public final class Verifier {
    /** Every signature costs a question to somebody else's name server; honest messages have one to four. */
    public static final int MOST_SIGNATURES = 5;

    /** A name may carry several records; who has more than these is not serious. */
    static final int MOST_KEYS = 4;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Resolver resolver;
    private final InstantSource clock;

    /** Asks {@code resolver} for keys and {@code clock} for expired signatures. */
    public Verifier(Resolver resolver, InstantSource clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    /**
     * Judges the topmost {@link #MOST_SIGNATURES} signatures of {@code message}, in their order; those below them are not
     * looked at. A message without signature has no finding.
     *
     * @throws IOException when the message cannot be read: trouble of ours, which says nothing about it
     */
    public List<Finding> verify(Body message) throws IOException, InterruptedException {
        return examine(message).findings();
    }

    /**
     * A message, looked at.
     *
     * @param author the domain of its From field; empty if there is none
     */
    record Examined(List<Finding> findings, String author) {}

    Examined examine(Body message) throws IOException, InterruptedException {
        try (InputStream unix = message.openUnix()) {
            ByteInput in = new ByteInput(unix, BUFFER_BYTES);
            HeaderBlock header = HeaderBlock.read(in);
            List<Candidate> candidates = candidates(header);
            Map<Way, BodyHash> bodies = bodies(in, candidates);
            List<Finding> findings = candidates.stream()
                    .map(each -> switch (each) {
                        case Candidate.Judged judged -> judged.finding();
                        case Candidate.Open open ->
                            open.judge(header, Objects.requireNonNull(bodies.get(Way.of(open.signature()))));
                    })
                    .toList();
            return new Examined(findings, header.author());
        } catch (Unverifiable tooMuch) {
            return new Examined(List.of(Finding.of(tooMuch.fault())), "");
        }
    }

    private List<Candidate> candidates(HeaderBlock header) throws InterruptedException {
        List<Candidate> candidates = new ArrayList<>();
        for (HeaderBlock.Field field : header.named(SignatureField.NAME)) {
            if (candidates.size() < MOST_SIGNATURES) {
                candidates.add(candidate(field));
            }
        }
        return candidates;
    }

    /** Everything that can be said before the body is read. */
    private Candidate candidate(HeaderBlock.Field field) throws InterruptedException {
        SignatureField signature;
        try {
            signature = SignatureField.parse(field);
        } catch (Unverifiable fault) {
            return new Candidate.Judged(Finding.of(fault.fault()));
        }
        try {
            String value = signature.signature();
            OptionalLong expiry = signature.expiry();
            if (expiry.isPresent() && expiry.getAsLong() < clock.instant().getEpochSecond()) {
                throw new Unverifiable(Fault.EXPIRED);
            }
            return new Candidate.Open(field, signature, value, keys(signature));
        } catch (Unverifiable fault) {
            return new Candidate.Judged(Finding.of(fault.fault(), signature));
        }
    }

    /** The keys that may serve; at least one. */
    private List<KeyRecord> keys(SignatureField signature) throws Unverifiable, InterruptedException {
        String name = signature.selector() + "._domainkey." + signature.domain();
        Answer<String> answer = resolver.txt(name);
        if (answer.failed()) {
            throw new Unverifiable(Fault.KEY_UNAVAILABLE);
        }
        List<KeyRecord> keys = new ArrayList<>();
        Unverifiable fault = new Unverifiable(Fault.NO_KEY);
        for (String record : answer.records().stream().limit(MOST_KEYS).toList()) {
            try {
                keys.add(KeyRecord.parse(record, signature));
            } catch (Unverifiable unfit) {
                fault = unfit;
            }
        }
        if (keys.isEmpty()) {
            throw fault;
        }
        return keys;
    }

    /** How a body is hashed; signatures that agree in it share the work. */
    private record Way(Canon canon, long most) {
        static Way of(SignatureField signature) {
            return new Way(signature.body(), signature.length().orElse(Long.MAX_VALUE));
        }
    }

    /** Reads the body once for all that want it; not at all if nobody does. */
    private static Map<Way, BodyHash> bodies(ByteInput in, List<Candidate> candidates) throws IOException {
        Map<Way, BodyHash> hashes = new HashMap<>();
        for (Candidate each : candidates) {
            if (each instanceof Candidate.Open open) {
                hashes.computeIfAbsent(Way.of(open.signature()), way -> new BodyHash(way.canon, way.most));
            }
        }
        while (!hashes.isEmpty() && in.fill()) {
            for (BodyHash hash : hashes.values()) {
                hash.update(in.array(), in.position(), in.limit());
            }
            in.consumeTo(in.limit());
        }
        return hashes;
    }
}
