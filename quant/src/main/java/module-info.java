/** GGUF container, block layouts, scalar codecs and vector kernels. Needs nothing but the JDK. */
module abruzzi.quant {
  requires jdk.incubator.vector;

  exports abruzzi.quant.gguf;
  exports abruzzi.quant.block;
  exports abruzzi.quant.imatrix;
  exports abruzzi.quant.kernel;
  exports abruzzi.quant.memory;
  exports abruzzi.quant.mix;
  exports abruzzi.quant.quantize;
  exports abruzzi.quant.repack;
  exports abruzzi.quant.safetensors;
}
