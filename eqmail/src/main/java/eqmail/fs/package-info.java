/**
 * The seam to the disk: exactly the calls that durable storage is made of, each an effect that a test can cut after,
 * lose or fail. Syncs are calls of their own here; nothing syncs by itself. {@link eqmail.fs.Disk} is for our own files,
 * by paths; {@link eqmail.fs.Folder} is for directories of users, by bytes, with owners, modes and errno.
 */
@NullMarked
package eqmail.fs;

import org.jspecify.annotations.NullMarked;
