/**
 * What the dense stack needs of a graphics processor, whichever way it is spoken to: memory that is
 * planned before it is used, kernels by name, queues and events. Nothing here knows of models.
 */
package abruzzi.dense.device;
