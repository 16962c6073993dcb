package abruzzi.dense.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** The kernels as they were compiled ahead for CUDA: PTX, one file for each program. */
final class CudaPrograms {
  private CudaPrograms() {}

  /** The text of a program. */
  static String ptx(String name) {
    try (InputStream file = CudaPrograms.class.getResourceAsStream("ptx/" + name + ".ptx.gz");
        InputStream text = new GZIPInputStream(file)) {
      return new String(text.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
