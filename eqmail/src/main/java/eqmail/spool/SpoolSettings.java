package eqmail.spool;

/**
 * Numbers of a spool.
 *
 * @param epoch owner's epoch, the upper part of every id: 0 to 65535
 * @param segmentBytes length of a segment; what is longer than this gets a longer segment of its own
 * @param inlineBytes longest text that lives in the log; a longer one gets a file
 * @param budgetBytes texts in memory, of drafts and of commits that wait for the disk
 * @param leastFreeBytes no message is accepted with less free on the disk
 * @param leastFreeFiles no message is accepted with fewer free inodes
 * @param checkpointBytes a checkpoint is written when the log grew by this much (and by as much as a checkpoint takes)
 * @param idBlock ids are reserved on disk so many at a time; a crash skips at most twice as many
 */
public record SpoolSettings(
        int epoch,
        long segmentBytes,
        int inlineBytes,
        long budgetBytes,
        long leastFreeBytes,
        long leastFreeFiles,
        long checkpointBytes,
        int idBlock) {
    private static final long MIB = 1 << 20;

    /**
     * What suits one node. Segments of 64 MiB: a few seconds of the fastest intake, so that they die whole, and few
     * enough to keep all open. Texts up to 128 KiB in the log: above, two more syncs cost less than writing through the
     * log and compacting. A budget of 32 MiB: more than a disk takes between two syncs, little beside any heap. 256 MiB
     * left free: the next segments and the state changes of what is already queued must still find room. 1000 inodes:
     * a burst of big messages, each with its file. A checkpoint each 64 MiB bounds a restart to about a second.
     */
    public static SpoolSettings defaults() {
        return new SpoolSettings(0, 64 * MIB, 128 << 10, 32 * MIB, 256 * MIB, 1000, 64 * MIB, 16_384);
    }

    /** These settings with another {@link #segmentBytes} and {@link #checkpointBytes}. */
    public SpoolSettings withSegments(long bytes, long checkpoint) {
        return new SpoolSettings(
                epoch, bytes, inlineBytes, budgetBytes, leastFreeBytes, leastFreeFiles, checkpoint, idBlock);
    }

    /** These settings with another {@link #inlineBytes} and {@link #budgetBytes}. */
    public SpoolSettings withTexts(int inline, long budget) {
        return new SpoolSettings(
                epoch, segmentBytes, inline, budget, leastFreeBytes, leastFreeFiles, checkpointBytes, idBlock);
    }

    /** These settings with other limits of free room. */
    public SpoolSettings withLeastFree(long bytes, long files) {
        return new SpoolSettings(epoch, segmentBytes, inlineBytes, budgetBytes, bytes, files, checkpointBytes, idBlock);
    }

    /** These settings with another {@link #idBlock}. */
    public SpoolSettings withIdBlock(int ids) {
        return new SpoolSettings(
                epoch, segmentBytes, inlineBytes, budgetBytes, leastFreeBytes, leastFreeFiles, checkpointBytes, ids);
    }
}
