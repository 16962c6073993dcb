/**
 * Where every tensor and every expert of a model should lie on a machine, and how fast it will then
 * be. Everything here is a pure function of the model, the profile of the machine, and options.
 */
package abruzzi.planner.placement;
