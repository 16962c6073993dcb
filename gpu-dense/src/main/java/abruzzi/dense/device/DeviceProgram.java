package abruzzi.dense.device;

import java.util.function.Supplier;

/**
 * A few kernels that are built together.
 *
 * @param name unique, also the name of what was built ahead
 * @param source gives the text, in the common subset of OpenCL C and CUDA C
 */
public record DeviceProgram(String name, Supplier<String> source) {}
