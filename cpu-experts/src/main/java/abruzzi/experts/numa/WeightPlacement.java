package abruzzi.experts.numa;

/** Where the pages of the weights come to lie. */
public enum WeightPlacement {
  /** One node: nothing to decide. */
  SINGLE_NODE,
  /**
   * Each node's rows are written by a worker of that node, and the system puts a page where it is
   * first touched. Each worker then reads its own node's memory alone.
   */
  FIRST_TOUCH,
  /**
   * Pages go to all nodes in turn: every worker reads from everywhere, and the bandwidth of all
   * nodes is used. For weights that are used where the file is mapped, whose pages belong to the
   * system's cache, and for those that do not fit their nodes.
   */
  INTERLEAVE
}
