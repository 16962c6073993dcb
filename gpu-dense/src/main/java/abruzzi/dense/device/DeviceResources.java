package abruzzi.dense.device;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Several resources that are closed together, the last one first, all of them whatever happens.
 *
 * <p>Threading: one thread at a time.
 */
public final class DeviceResources implements DeviceResource {
  private final Deque<DeviceResource> open = new ArrayDeque<>();

  /** Takes over a resource. */
  public <T extends DeviceResource> T add(T resource) {
    open.push(resource);
    return resource;
  }

  /** Closes all; the first failure is thrown at the end, with the others in it. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
