/** What the planner has to know of models in files. */
package abruzzi.runtime.planning;
