/** The dense part of the model: attention, cache, router, shared expert, head. */
module abruzzi.dense {
  requires transitive abruzzi.quant;
  requires org.lwjgl;
  requires org.lwjgl.cuda;
  requires org.lwjgl.opencl;

  exports abruzzi.dense;
  exports abruzzi.dense.choice;
  exports abruzzi.dense.cuda;
  exports abruzzi.dense.device;
  exports abruzzi.dense.gpu;
  exports abruzzi.dense.host;
  exports abruzzi.dense.opencl;
}
