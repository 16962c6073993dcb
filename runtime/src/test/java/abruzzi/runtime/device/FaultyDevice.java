package abruzzi.runtime.device;

import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.choice.DeviceSource;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;

/** The device of the tests, some of whose calls fail from some point on. */
final class FaultyDevice implements DeviceSource {
  private final boolean mayFallBack;
  private ComputeDevice device;
  private Set<String> failing = Set.of();
  private int callsLeft;
  private boolean closed;

  /**
   * @param mayFallBack as with {@code --gpu auto}
   */
  FaultyDevice(boolean mayFallBack) {
    this.mayFallBack = mayFallBack;
  }

  /** Lets calls of these methods fail after some more of them. */
  FaultyDevice failAfter(int calls, String... methods) {
    failing = Set.of(methods);
    callsLeft = calls;
    return this;
  }

  /** Memory that is still allocated. */
  long allocatedBytes() {
    return device.allocatedBytes();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public DeviceSearch find() {
    String wanted = System.getProperty("abruzzi.test.device", "opencl");
    device = DeviceChoice.parse(wanted).find().device().orElseThrow();
    return new DeviceSearch(Optional.of(wrap(ComputeDevice.class, device)), "");
  }

  @Override
  public boolean mayFallBack() {
    return mayFallBack;
  }

  private <T> T wrap(Class<T> type, T inner) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(inner, method, arguments)));
  }

  private Object call(Object inner, Method method, Object[] arguments) throws Throwable {
    if (failing.contains(method.getName()) && callsLeft-- <= 0) {
      if (method.getName().equals("finish")) {
        // the device is well, and would write to what is freed because of the failure
        method.invoke(inner, arguments);
      }
      throw new DeviceException("test device", method.getName(), -9999, "OUT_OF_ORDER");
    }
    closed |= inner == device && method.getName().equals("close");
    try {
      Object result = method.invoke(inner, arguments);
      return result instanceof DeviceQueue queue ? wrap(DeviceQueue.class, queue) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
