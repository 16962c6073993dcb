/** How long a machine takes for pieces of work: from the rates in its profile. */
package abruzzi.planner.speed;
