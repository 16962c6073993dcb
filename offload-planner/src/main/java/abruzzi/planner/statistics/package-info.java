/** Which experts the router picks: counted while generating, kept on disk, read by planning. */
package abruzzi.planner.statistics;
