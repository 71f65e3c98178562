package io.penstock;

/**
 * Says whether a copy may share the blocks of its original until one of the two is written (reflink; XFS, Btrfs,
 * bcachefs, OCFS2).
 */
public enum Sharing {
    /** Share where the file system can, else copy. */
    AUTO,
    /** Share or fail: for a copy that must not take time or space. */
    ALWAYS,
    /** Copy the data: for a copy that is to survive a bad block. Holes stay holes. */
    NEVER
}
