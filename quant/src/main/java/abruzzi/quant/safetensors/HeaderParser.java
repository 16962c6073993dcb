package abruzzi.quant.safetensors;

import java.io.IOException;
import java.util.Map;

/** Reads the JSON of a header. */
@FunctionalInterface
public interface HeaderParser {
  /**
   * The tensors of a header by name, without {@code __metadata__}.
   *
   * @param json UTF-8
   * @throws IOException if it is no such header
   */
  Map<String, SafetensorsTensor> parse(byte[] json) throws IOException;
}
