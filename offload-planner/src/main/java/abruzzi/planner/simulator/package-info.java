/**
 * A token of a planned model as a sequence of events: layers, queues, transfers, picks drawn at
 * random. It knows nothing of the cost model, and so tests it on machines that are not at hand.
 */
package abruzzi.planner.simulator;
