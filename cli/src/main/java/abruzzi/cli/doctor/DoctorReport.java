package abruzzi.cli.doctor;

import java.util.List;

/**
 * What {@code doctor} found.
 *
 * @param remarks what is missing, one line each
 */
record DoctorReport(List<String> remarks, List<DeviceReport> devices) {
  /** Whether nothing is wrong with what is there. */
  boolean passed() {
    return devices.stream().allMatch(DeviceReport::passed);
  }
}
