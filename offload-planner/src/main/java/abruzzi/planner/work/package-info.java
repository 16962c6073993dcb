/** What a model makes a machine read and multiply, before any machine is known. */
package abruzzi.planner.work;
