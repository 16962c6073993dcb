package abruzzi.cli.plan;

import picocli.CommandLine.Option;

/** What a buyer asks for: prices, with defaults of a stated day. */
final class CostOptions {
  private static final double MILLION = 1e6;
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double WATTS_PER_KILOWATT = 1000;

  @Option(
      names = "--watts",
      paramLabel = "W",
      defaultValue = "500",
      description =
          "Power of the whole machine while it generates; ${DEFAULT-VALUE} without this option.")
  private double watts;

  @Option(
      names = "--kwh-price",
      paramLabel = "P",
      defaultValue = "0.30",
      description = "Price of a kilowatt-hour; ${DEFAULT-VALUE} if not given (a household, 2026).")
  private double kilowattHourPrice;

  @Option(
      names = "--api-price",
      paramLabel = "P",
      defaultValue = "3.00",
      description =
          "What a provider asks for a million output tokens; ${DEFAULT-VALUE} if not given"
              + " (list price of Kimi K2.5, January 2026).")
  private double apiPrice;

  @Option(
      names = "--hardware-price",
      paramLabel = "P",
      defaultValue = "6000",
      description = "Price of the machine; ${DEFAULT-VALUE} if not given (a workstation, 2026).")
  private double hardwarePrice;

  /**
   * What generating costs, in the currency of the prices.
   *
   * @param kwhPerMillion kilowatt-hours for a million tokens
   * @param energyPricePerMillion price of that
   * @param apiPricePerMillion what a provider asks for
   * @param hardwarePrice price of the machine
   * @param breakEvenMillions million tokens after which the machine is paid, 0 when never
   * @param breakEvenDays days of generating without a break until then, 0 when never
   */
  record Costs(
      double kwhPerMillion,
      double energyPricePerMillion,
      double apiPricePerMillion,
      double hardwarePrice,
      double breakEvenMillions,
      double breakEvenDays) {}

  Costs costs(double tokensPerSecond) {
    double hours = MILLION / tokensPerSecond / SECONDS_PER_HOUR;
    double energy = watts / WATTS_PER_KILOWATT * hours;
    double price = energy * kilowattHourPrice;
    double saved = apiPrice - price;
    double millions = saved > 0 ? hardwarePrice / saved : 0;
    return new Costs(energy, price, apiPrice, hardwarePrice, millions, millions * hours / 24);
  }
}
