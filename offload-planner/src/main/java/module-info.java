/** What a model consists of and where its parts should lie: planning from numbers alone. */
module abruzzi.planner {
  requires transitive abruzzi.quant;
  requires transitive abruzzi.profiles;
  requires chronicle.bytes;

  exports abruzzi.planner;
  exports abruzzi.planner.statistics;
}
