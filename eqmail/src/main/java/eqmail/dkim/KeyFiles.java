package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys in files, as mkdkimkey lays them: {@code etc/dkimkeys/DOMAIN/default} is the key, {@code selector} beside it names
 * it. {@code default.ed25519} and {@code selector.ed25519}, if they are there, are a second pair. Reads at each question.
 */
public final class KeyFiles implements SigningKeys {
    /** Where keys lie below the home; {@code %} is the domain. */
    public static final String PLACE = "etc/dkimkeys/%/default";

    /** Ends the names of the second key and its selector. */
    static final String SECOND = ".ed25519";

    private static final String SELECTOR = "selector";
    private static final String NO_SELECTOR = "default";

    /** A key of 8192 bits takes 6400 bytes. */
    private static final int LARGEST = 64 * 1024;

    private final String place;

    /**
     * Keys at {@code place}, an absolute path in which {@code %} stands for the domain. Without {@code %} one key serves
     * all domains.
     */
    public KeyFiles(String place) {
        this.place = place;
    }

    /** The keys of the installation in {@code home}. */
    public static KeyFiles of(Path home) {
        return new KeyFiles(home.resolve(PLACE).toString());
    }

    @Override
    public Optional<Domain> of(String domain) throws UnusableKeyException {
        for (String each : upwards(domain)) {
            List<SigningKey> keys = keys(each);
            if (!keys.isEmpty()) {
                return Optional.of(new Domain(each, keys));
            }
        }
        return Optional.empty();
    }

    /** The domain, and those above it that have two labels or more. A name that is none has no keys. */
    static List<String> upwards(String domain) {
        List<String> names = new ArrayList<>();
        String name = Latin1.lower(domain);
        if (DomainName.valid(name)) {
            names.add(name);
            for (int dot = name.indexOf('.'); dot >= 0 && name.indexOf('.', dot + 1) > 0; dot = name.indexOf('.')) {
                name = name.substring(dot + 1);
                names.add(name);
            }
        }
        return names;
    }

    /** The file that holds the key of {@code domain}. */
    Path file(String domain) {
        return Path.of(place.replace("%", domain));
    }

    /**
     * Where a key is.
     *
     * @param domain d= of its signatures
     */
    record Place(String domain, Path file, String selector) {}

    /** The key that would sign for {@code domain}, unread. */
    Optional<Place> place(String domain) throws UnusableKeyException {
        for (String each : upwards(domain)) {
            Path file = file(each);
            if (Files.exists(file)) {
                return Optional.of(new Place(each, file, selector(file.resolveSibling(SELECTOR))));
            }
        }
        return Optional.empty();
    }

    /** Every file that counts for {@code domain} itself, there or not: a key and its selector, twice. */
    public List<Path> looked(String domain) {
        Path first = file(domain);
        return List.of(
                first,
                first.resolveSibling(SELECTOR),
                first.resolveSibling(first.getFileName() + SECOND),
                first.resolveSibling(SELECTOR + SECOND));
    }

    private List<SigningKey> keys(String domain) throws UnusableKeyException {
        List<SigningKey> keys = new ArrayList<>();
        List<Path> looked = looked(domain);
        for (int i = 0; i < looked.size(); i += 2) {
            key(looked.get(i), looked.get(i + 1)).ifPresent(keys::add);
        }
        return keys;
    }

    private static Optional<SigningKey> key(Path file, Path selector) throws UnusableKeyException {
        Optional<String> pem = text(file);
        if (pem.isEmpty()) {
            return Optional.empty();
        }
        String name = selector(selector);
        try {
            return Optional.of(new SigningKey(name, KeyText.secret(pem.get())));
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException("key " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static String selector(Path file) throws UnusableKeyException {
        String name = text(file)
                .map(t -> t.lines().findFirst().orElse("").strip())
                .filter(t -> !t.isEmpty())
                .orElse(NO_SELECTOR);
        if (!DomainName.valid(name)) {
            throw new UnusableKeyException("selector " + file + " is malformed", new IOException(name));
        }
        return name;
    }

    private static Optional<String> text(Path file) throws UnusableKeyException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("too large");
            }
            return Optional.of(Latin1.string(Files.readAllBytes(file)));
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return Optional.empty();
        } catch (AccessDeniedException denied) {
            throw new UnusableKeyException("key " + file + " cannot be read: access denied", denied);
        } catch (IOException e) {
            throw new UnusableKeyException("key " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
