package eqmail.spool;

import eqmail.fs.DiskFile;

/** One open file of the log. Its counts are guarded by the lock of {@link SegmentTable}. */
final class Segment {
    final SegmentHeader header;
    final DiskFile file;

    /** Records end here. The writer's while it appends; fixed afterwards. */
    volatile long end = SegmentHeader.BYTES;

    /** Messages that need it, once each however many of their records lie here. */
    int messages;
    /** Bytes of message records of queued messages. */
    long liveBytes;
    /** Open readers; the file stays until they are done. */
    int readers;
    /** The writer has it or will have it next. */
    boolean open = true;
    /** Is being deleted: nobody may begin to read it. */
    boolean dying;
    /** Holds what cannot be moved: is not compacted. */
    boolean damaged;

    Segment(SegmentHeader header, DiskFile file) {
        this.header = header;
        this.file = file;
    }

    int number() {
        return header.number();
    }
}
