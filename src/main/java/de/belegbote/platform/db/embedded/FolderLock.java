// Keeps a second Belegbote out of a data folder.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file {@code lock} of a data folder, locked for as long as this object is open and holding the
 * process id of its owner. The system lets go of it when the process dies, however it dies.
 */
final class FolderLock implements AutoCloseable {
  // POSIX drops a process's lock when it closes ANY descriptor of the file, so a second try within
  // this process must not even open it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final int LONGEST_PID = 20;

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the lock or fails at once with {@link Problem#CONFLICT}, naming process and folder.
   *
   * @param folder an existing folder, by its real path
   */
  static FolderLock take(Path folder) throws IOException {
    if (!HELD.add(folder)) {
      throw taken(folder, Long.toString(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    FolderLock taken = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve("lock"),
              EnumSet.of(
                  StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PrivateFiles.OWNER_ONLY_FILE);
      if (channel.tryLock() == null) {
        throw taken(folder, owner(channel));
      }
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      taken = new FolderLock(folder, channel);
      return taken;
    } finally {
      if (taken == null) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(folder);
      }
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_PID);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.matches("[0-9]+") ? pid : "unknown";
  }

  private static Failure taken(Path folder, String pid) {
    return new Failure(
        Problem.CONFLICT,
        "The data folder "
            + folder
            + " is in use by another Belegbote (process "
            + pid
            + "). Stop that one, or give this one a data folder of its own.");
  }

  /** Lets go of the folder; closing twice does nothing more. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(folder);
    }
  }
}
