package eqmail.remote;

import eqmail.bytes.Latin1;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** queue/lock/tcpto written and read without the product's own class. */
final class TcptoBytes {
    private static final int RECORD = 32;
    private static final int SLOTS = 64;

    private final byte[] bytes;

    TcptoBytes() {
        this(new byte[RECORD * SLOTS]);
    }

    TcptoBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    void put(int slot, JsonNode entry, long now) {
        byte[] address = Latin1.bytes(entry.get("addr").asString());
        int at = slot * RECORD;
        bytes[at] = (byte) entry.get("af").asInt();
        bytes[at + 1] = (byte) entry.get("flag").asInt();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putLong(at + 8, now - entry.get("age").asLong());
        System.arraycopy(address, 0, bytes, at + 16, address.length);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Used records as {@code slot family flag address bytes}. */
    List<String> entries() {
        List<String> all = new ArrayList<>();
        for (int slot = 0; slot < bytes.length / RECORD; slot++) {
            int at = slot * RECORD;
            if (bytes[at] != 0 || bytes[at + 1] != 0) {
                String address = Latin1.string(bytes, at + 16, bytes[at] == 10 ? 16 : 4);
                all.add(slot + " " + bytes[at] + " " + bytes[at + 1] + " " + address);
            }
        }
        return all;
    }
}
