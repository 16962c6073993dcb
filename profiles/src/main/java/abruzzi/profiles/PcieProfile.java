package abruzzi.profiles;

/**
 * The link between main memory and a graphics card. Rates are 0 where not known.
 *
 * @param uploadPinnedBytesPerSecond to the card from page-locked memory
 * @param uploadPageableBytesPerSecond to the card from other memory
 * @param downloadPinnedBytesPerSecond from the card to page-locked memory
 * @param downloadPageableBytesPerSecond from the card to other memory
 * @param latencyNanos time of a transfer of a few bytes, until the host knows that it is done
 */
public record PcieProfile(
    double uploadPinnedBytesPerSecond,
    double uploadPageableBytesPerSecond,
    double downloadPinnedBytesPerSecond,
    double downloadPageableBytesPerSecond,
    double latencyNanos) {
  /** Checks the numbers. */
  public PcieProfile {
    Expect.rate("upload_pinned_bytes_per_second", uploadPinnedBytesPerSecond);
    Expect.rate("upload_pageable_bytes_per_second", uploadPageableBytesPerSecond);
    Expect.rate("download_pinned_bytes_per_second", downloadPinnedBytesPerSecond);
    Expect.rate("download_pageable_bytes_per_second", downloadPageableBytesPerSecond);
    Expect.rate("latency_nanos", latencyNanos);
  }
}
