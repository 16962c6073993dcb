package abruzzi.cli.quantize;

import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.mix.Mix;
import java.nio.file.Path;

/** What a quantized file says of how it was made, under the keys that other programs use. */
final class QuantizedMetadata {
  private static final String VERSION_KEY = "general.quantization_version";
  private static final String TYPE_KEY = "general.file_type";
  private static final int FORMAT_VERSION = 2;

  private QuantizedMetadata() {}

  /**
   * The metadata of a quantized copy.
   *
   * @param imatrix where the importance matrix is from, or null
   * @param importance the matrix, or null
   */
  static GgufMetadata of(
      GgufMetadata original, Mix mix, Path imatrix, ImportanceMatrix importance) {
    GgufMetadataBuilder builder =
        new GgufMetadataBuilder()
            .putAll(original)
            .remove(VERSION_KEY)
            .remove(TYPE_KEY)
            .uint32(VERSION_KEY, FORMAT_VERSION)
            .uint32(TYPE_KEY, mix.fileType());
    if (importance != null) {
      builder
          .string("quantize.imatrix.file", imatrix.getFileName().toString())
          .uint32("quantize.imatrix.entries_count", importance.tensors().size())
          .uint32("quantize.imatrix.chunks_count", importance.chunks());
      if (!importance.datasets().isEmpty()) {
        builder.string("quantize.imatrix.dataset", importance.datasets().get(0));
      }
    }
    return builder.build();
  }
}
