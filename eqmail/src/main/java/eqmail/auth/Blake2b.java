package eqmail.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b without key (RFC 7693), which the JDK lacks; here for {@link Argon2}. */
final class Blake2b {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 128;
    private static final int ROUNDS = 12;

    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };

    /** Which words of the message each round takes, a hexadecimal digit each (RFC 7693 2.7). */
    private static final String[] SIGMA = {
        "0123456789abcdef",
        "ea489fd61c02b753",
        "b8c052fdae367194",
        "7931dcbe265a40f8",
        "905724afe1bc683d",
        "2c6a0b834d75fe19",
        "c51fed4a0763928b",
        "db7ec13950f4862a",
        "6fe9b308c2d714a5",
        "a2847615fb9e3cd0"
    };

    private final long[] state = IV.clone();
    private final long[] work = new long[16];

    private Blake2b(int length) {
        state[0] ^= 0x01010000L ^ length;
    }

    /** The digest of {@code length} bytes, 1 to 64, of {@code message}. */
    static byte[] digest(byte[] message, int length) {
        Blake2b hash = new Blake2b(length);
        int at = 0;
        while (message.length - at > BLOCK) {
            hash.compress(message, at, at + BLOCK, false);
            at += BLOCK;
        }
        byte[] last = Arrays.copyOfRange(message, at, at + BLOCK);
        hash.compress(last, 0, message.length, true);
        byte[] all = new byte[64];
        for (int i = 0; i < 8; i++) {
            LONGS.set(all, 8 * i, hash.state[i]);
        }
        return Arrays.copyOf(all, length);
    }

    private void compress(byte[] block, int offset, long bytesSoFar, boolean last) {
        System.arraycopy(state, 0, work, 0, 8);
        System.arraycopy(IV, 0, work, 8, 8);
        work[12] ^= bytesSoFar;
        work[14] ^= last ? -1L : 0;
        for (int round = 0; round < ROUNDS; round++) {
            String order = SIGMA[round % SIGMA.length];
            for (int i = 0; i < 4; i++) {
                mix(i, 4 + i, 8 + i, 12 + i, word(block, offset, order, 2 * i), word(block, offset, order, 2 * i + 1));
            }
            for (int i = 0; i < 4; i++) {
                long x = word(block, offset, order, 8 + 2 * i);
                long y = word(block, offset, order, 9 + 2 * i);
                mix(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, x, y);
            }
        }
        for (int i = 0; i < 8; i++) {
            state[i] ^= work[i] ^ work[i + 8];
        }
    }

    private static long word(byte[] block, int offset, String order, int position) {
        return (long) LONGS.get(block, offset + 8 * Character.digit(order.charAt(position), 16));
    }

    private void mix(int a, int b, int c, int d, long x, long y) {
        work[a] += work[b] + x;
        work[d] = Long.rotateRight(work[d] ^ work[a], 32);
        work[c] += work[d];
        work[b] = Long.rotateRight(work[b] ^ work[c], 24);
        work[a] += work[b] + y;
        work[d] = Long.rotateRight(work[d] ^ work[a], 16);
        work[c] += work[d];
        work[b] = Long.rotateRight(work[b] ^ work[c], 63);
    }
}
