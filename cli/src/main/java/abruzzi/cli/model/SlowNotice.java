package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A line on the terminal that appears when something takes more than two seconds, and goes away
 * when it is done. Elsewhere than on a terminal it does nothing.
 */
final class SlowNotice {
  private static final long QUIET_SECONDS = 2;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Console console;
  private final String text;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean over;
  private boolean shown;

  private SlowNotice(Console console, String text) {
    this.console = console;
    this.text = text;
  }

  /**
   * Does a piece of work.
   *
   * @param text what to say when it takes long, as in {@code Loading model.gguf}
   * @param work the work; it may run what it is given to take the line away early, for something
   *     better
   */
  static <T> T during(Console console, String text, Function<Runnable, T> work) {
    SlowNotice notice = new SlowNotice(console, text);
    if (console.terminal().stderr()) {
      Thread.ofPlatform().daemon().name("slow-notice").start(notice::showWhenDue);
    }
    try {
      return work.apply(notice::end);
    } finally {
      notice.end();
    }
  }

  private void showWhenDue() {
    lock.lock();
    try {
      long nanos = TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
      while (!over && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
      if (!over) {
        console.err().print(text + " …");
        console.err().flush();
        shown = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      over = true;
      ended.signalAll();
      if (shown) {
        console.err().print(CLEAR_LINE);
        console.err().flush();
        shown = false;
      }
    } finally {
      lock.unlock();
    }
  }
}
