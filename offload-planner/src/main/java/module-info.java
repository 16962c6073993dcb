/** What a model consists of and where its parts should lie: planning from numbers alone. */
module abruzzi.planner {
  requires transitive abruzzi.quant;
  requires transitive abruzzi.profiles;
  requires chronicle.bytes;
  requires com.fasterxml.jackson.databind;

  exports abruzzi.planner;
  exports abruzzi.planner.card;
  exports abruzzi.planner.placement;
  exports abruzzi.planner.simulator;
  exports abruzzi.planner.speed;
  exports abruzzi.planner.statistics;
  exports abruzzi.planner.work;

  opens abruzzi.planner.placement to
      com.fasterxml.jackson.databind;
}
