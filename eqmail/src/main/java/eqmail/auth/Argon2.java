package eqmail.auth;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Argon2 (RFC 9106), the password hash that crypt(3) lacks. Lanes are worked on one after the other, by the calling
 * thread.
 */
final class Argon2 {
    /** KiB for one hash; RFC 9106 4 recommends 64 MiB where memory is short. */
    static final int MOST_MEMORY = 256 * 1024;

    /** Passes and lanes; usual are one to four. */
    static final int MOST_PASSES = 100;

    static final int MOST_LANES = 64;

    private static final Pattern FORM = Pattern.compile(
            "\\$argon2(d|i|id)\\$(?:v=(16|19)\\$)?m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$([^$]{1,128})\\$([^$]{4,128})");

    private static final int SLICES = 4;
    /** Longs in a block of 1 KiB. */
    private static final int WORDS = 128;

    private static final long LOW = 0xffff_ffffL;
    private static final int OVERWRITING = 16;

    private final int variant;
    private final int version;
    private final int memory;
    private final int passes;
    private final int lanes;
    private final int columns;
    private final int segment;
    private final long[][] blocks;
    private final long[] mixed = new long[WORDS];
    private final long[] sum = new long[WORDS];

    private Argon2(int variant, int version, int memory, int passes, int lanes) {
        this.variant = variant;
        this.version = version;
        this.memory = memory;
        this.passes = passes;
        this.lanes = lanes;
        this.segment = Math.max(2, memory / (SLICES * lanes));
        this.columns = SLICES * segment;
        this.blocks = new long[lanes * columns][WORDS];
    }

    /**
     * Is {@code stored}, as the reference program writes it, a hash of {@code password}? Malformed ones are of none.
     *
     * @throws IOException if it would take more memory or time than we give
     */
    static boolean matches(String password, String stored) throws IOException {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            return false;
        }
        int memory = Integer.parseInt(form.group(3));
        int passes = Integer.parseInt(form.group(4));
        int lanes = Integer.parseInt(form.group(5));
        Optional<byte[]> salt = base64(form.group(6));
        Optional<byte[]> tag = base64(form.group(7));
        if (salt.isEmpty() || tag.isEmpty() || passes < 1 || lanes < 1 || memory < 2 * SLICES * lanes) {
            return false;
        }
        if (memory > MOST_MEMORY || passes > MOST_PASSES || lanes > MOST_LANES) {
            throw new IOException("an argon2 hash that asks for too much memory or time");
        }
        int variant = form.group(1).equals("d") ? 0 : form.group(1).equals("i") ? 1 : 2;
        int version = form.group(2) == null ? OVERWRITING : Integer.parseInt(form.group(2));
        byte[] made = new Argon2(variant, version, memory, passes, lanes)
                .hash(Latin1.bytes(password), salt.get(), tag.get().length);
        return MessageDigest.isEqual(made, tag.get());
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private byte[] hash(byte[] password, byte[] salt, int length) {
        byte[] start = start(password, salt, length);
        for (int lane = 0; lane < lanes; lane++) {
            for (int column = 0; column < 2; column++) {
                byte[] bytes = stretched(joined(start, ints(column, lane)), WORDS * Long.BYTES);
                littleEndian(bytes).asLongBuffer().get(blocks[lane * columns + column]);
            }
        }
        for (int pass = 0; pass < passes; pass++) {
            for (int slice = 0; slice < SLICES; slice++) {
                for (int lane = 0; lane < lanes; lane++) {
                    fill(pass, slice, lane);
                }
            }
        }
        long[] last = blocks[columns - 1];
        for (int lane = 1; lane < lanes; lane++) {
            xor(last, blocks[lane * columns + columns - 1]);
        }
        byte[] bytes = new byte[WORDS * Long.BYTES];
        littleEndian(bytes).asLongBuffer().put(last);
        return stretched(bytes, length);
    }

    /** H0 of RFC 9106 3.2; there is neither a secret nor associated data. */
    private byte[] start(byte[] password, byte[] salt, int length) {
        byte[] parameters = ints(lanes, length, memory, passes, version, variant);
        byte[] all = joined(parameters, ints(password.length), password, ints(salt.length), salt, ints(0, 0));
        return Blake2b.digest(all, 64);
    }

    /** H' of RFC 9106 3.3: a hash of any length. */
    private static byte[] stretched(byte[] input, int length) {
        byte[] part = joined(ints(length), input);
        if (length <= 64) {
            return Blake2b.digest(part, length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        part = Blake2b.digest(part, 64);
        while (length - out.size() > 64) {
            out.write(part, 0, 32);
            int left = length - out.size();
            part = Blake2b.digest(part, Math.min(64, left));
        }
        out.write(part, 0, length - out.size());
        return out.toByteArray();
    }

    /** One segment: a quarter of a lane. */
    private void fill(int pass, int slice, int lane) {
        boolean independent = variant == 1 || (variant == 2 && pass == 0 && slice < SLICES / 2);
        long[] input = {pass, lane, slice, blocks.length, passes, variant, 0};
        long[] addresses = new long[WORDS];
        int first = pass == 0 && slice == 0 ? 2 : 0;
        for (int index = first; index < segment; index++) {
            if (independent && (index == first || index % WORDS == 0)) {
                input[6]++;
                nextAddresses(input, addresses);
            }
            int column = slice * segment + index;
            long[] previous = blocks[lane * columns + (column + columns - 1) % columns];
            long chance = independent ? addresses[index % WORDS] : previous[0];
            int from = pass == 0 && slice == 0 ? lane : (int) ((chance >>> 32) % lanes);
            long[] reference = blocks[from * columns + column(pass, slice, index, from == lane, chance & LOW)];
            compress(previous, reference, blocks[lane * columns + column], pass > 0 && version != OVERWRITING);
        }
    }

    /** The column that {@code chance} picks among those that are done (RFC 9106 3.4.2). */
    private int column(int pass, int slice, int index, boolean sameLane, long chance) {
        int done = pass == 0 ? slice * segment : columns - segment;
        int area = sameLane ? done + index - 1 : index == 0 ? done - 1 : done;
        long square = (chance * chance) >>> 32;
        long position = area - 1 - ((area * square) >>> 32);
        int begin = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * segment;
        return (int) ((begin + position) % columns);
    }

    private void nextAddresses(long[] input, long[] addresses) {
        long[] zero = new long[WORDS];
        long[] block = new long[WORDS];
        System.arraycopy(input, 0, block, 0, input.length);
        compress(zero, block, addresses, false);
        compress(zero, addresses.clone(), addresses, false);
    }

    /** G of RFC 9106 3.5: {@code to} becomes, or with {@code adding} is changed by, a mix of both blocks. */
    private void compress(long[] x, long[] y, long[] to, boolean adding) {
        for (int i = 0; i < WORDS; i++) {
            sum[i] = x[i] ^ y[i];
        }
        System.arraycopy(sum, 0, mixed, 0, WORDS);
        for (int row = 0; row < 8; row++) {
            permute(16 * row, 2);
        }
        for (int column = 0; column < 8; column++) {
            permute(2 * column, 16);
        }
        for (int i = 0; i < WORDS; i++) {
            long word = mixed[i] ^ sum[i];
            to[i] = adding ? to[i] ^ word : word;
        }
    }

    /** P of RFC 9106 3.6 on eight pairs of words, {@code step} apart. */
    private void permute(int first, int step) {
        int[] v = new int[16];
        for (int i = 0; i < 16; i++) {
            v[i] = first + i / 2 * step + i % 2;
        }
        for (int i = 0; i < 4; i++) {
            mix(v[i], v[4 + i], v[8 + i], v[12 + i]);
        }
        for (int i = 0; i < 4; i++) {
            mix(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4]);
        }
    }

    private void mix(int a, int b, int c, int d) {
        multiplyAdd(a, b);
        mixed[d] = Long.rotateRight(mixed[d] ^ mixed[a], 32);
        multiplyAdd(c, d);
        mixed[b] = Long.rotateRight(mixed[b] ^ mixed[c], 24);
        multiplyAdd(a, b);
        mixed[d] = Long.rotateRight(mixed[d] ^ mixed[a], 16);
        multiplyAdd(c, d);
        mixed[b] = Long.rotateRight(mixed[b] ^ mixed[c], 63);
    }

    private void multiplyAdd(int a, int b) {
        mixed[a] += mixed[b] + 2 * (mixed[a] & LOW) * (mixed[b] & LOW);
    }

    private static void xor(long[] into, long[] other) {
        for (int i = 0; i < WORDS; i++) {
            into[i] ^= other[i];
        }
    }

    private static byte[] ints(int... numbers) {
        byte[] bytes = new byte[numbers.length * Integer.BYTES];
        littleEndian(bytes).asIntBuffer().put(numbers);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
