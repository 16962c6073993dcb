/** Devices spoken to by OpenCL 1.2. */
package abruzzi.dense.opencl;
