package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(16, 8);

    @Test
    void holdsNumbersAsTheMachineDoesAlsoWhereTheyAreNotAligned() {
        Memory.putByte(memory, 0, (byte) -2);
        Memory.putShort(memory, 1, (short) 0x1234);
        Memory.putInt(memory, 3, 0x12345678);
        Memory.putLong(memory, 7, 0x123456789abcdef0L);
        assertThat(memory.get(JAVA_BYTE, 0)).isEqualTo((byte) -2).isEqualTo(Memory.getByte(memory, 0));
        assertThat(memory.get(JAVA_SHORT_UNALIGNED, 1))
                .isEqualTo((short) 0x1234)
                .isEqualTo(Memory.getShort(memory, 1));
        assertThat(memory.get(JAVA_INT_UNALIGNED, 3)).isEqualTo(0x12345678).isEqualTo(Memory.getInt(memory, 3));
        assertThat(memory.get(JAVA_LONG_UNALIGNED, 7))
                .isEqualTo(0x123456789abcdef0L)
                .isEqualTo(Memory.getLong(memory, 7));
    }

    @Test
    void copiesBytesBothWays() {
        Memory.put(memory, new byte[] {9, 1, 2, 3, 9}, 1, 3);
        byte[] back = new byte[5];
        Memory.get(memory, back, 2, 3);
        assertThat(back).containsExactly(0, 0, 1, 2, 3);
    }

    @Test
    void knowsItsBounds() {
        assertThatThrownBy(() -> Memory.putLong(memory, 9, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Memory.getInt(memory, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
