using System.Net.Sockets;
using DataRelease.Errors;

namespace DataRelease.Snowflake.Tests;

/// <summary>Errors of the server and the driver, by number.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData(625, nameof(ErrorCode.LockTimeout))]
    [InlineData(630, nameof(ErrorCode.StatementCancelled))]
    [InlineData(604, nameof(ErrorCode.StatementCancelled))]
    [InlineData(1003, nameof(ErrorCode.StatementFailed))]
    [InlineData(2003, nameof(ErrorCode.StatementFailed))]
    [InlineData(3001, nameof(ErrorCode.RightMissing))]
    [InlineData(90105, nameof(ErrorCode.DatabaseMissing))]
    [InlineData(390100, nameof(ErrorCode.LoginRefused))]
    [InlineData(390144, nameof(ErrorCode.LoginRefused))]
    [InlineData(394304, nameof(ErrorCode.LoginRefused))]
    [InlineData(390111, nameof(ErrorCode.ConnectionLost))]
    [InlineData(390112, nameof(ErrorCode.ConnectionLost))]
    [InlineData(333333, nameof(ErrorCode.ConnectionLost))]
    [InlineData(333334, nameof(ErrorCode.ConnectionLost))]
    [InlineData(270005, nameof(ErrorCode.StatementCancelled))]
    [InlineData(270007, nameof(ErrorCode.WarehouseUnreachable))]
    [InlineData(270008, nameof(ErrorCode.ConnectionInvalid))]
    [InlineData(270052, nameof(ErrorCode.LoginRefused))]
    public void A_number_has_a_code(int number, string code)
    {
        var error = Translate(new ScriptedDriver.ServerException(number, "said"));

        error.Code.ShouldBe((ErrorCode)typeof(ErrorCode).GetField(code)!.GetValue(null)!);
        error.Message.ShouldBe($"said [{number:D6}, Snowflake acme/SHOP]");
    }

    [Theory]
    [InlineData(625, true, false)]
    [InlineData(1003, false, false)]
    [InlineData(2003, false, false)]
    [InlineData(630, false, false)]
    [InlineData(390112, false, true)]
    [InlineData(333333, false, true)]
    [InlineData(333334, false, true)]
    [InlineData(270007, false, true)]
    public void A_clear_refusal_is_told_from_an_outcome_that_nobody_knows(int number, bool isConflict, bool isUnknown)
    {
        var error = new ScriptedDriver.ServerException(number, "said");

        SnowflakeErrors.IsLockConflict(error).ShouldBe(isConflict);
        SnowflakeErrors.IsOutcomeUnknown(error).ShouldBe(isUnknown);
    }

    [Fact]
    public void The_network_is_told_from_the_server()
    {
        Translate(new HttpRequestException("no route")).Code.ShouldBe(ErrorCode.WarehouseUnreachable);
        Translate(new SocketException()).Code.ShouldBe(ErrorCode.WarehouseUnreachable);
        Translate(new IOException("cut")).Code.ShouldBe(ErrorCode.ConnectionLost);
        SnowflakeErrors.IsOutcomeUnknown(new HttpRequestException("no route")).ShouldBeTrue();
    }

    [Fact]
    public void A_syntax_error_points_to_its_place()
    {
        var grammar = new SnowflakeScriptGrammar("SHOP");
        var error = new ScriptedDriver.ServerException(
            1003,
            "SQL compilation error: syntax error line 2 at position 4 unexpected 'x'."
        );

        grammar.FindError(error, "select\n1, x").ShouldBe(11 - 0);
        grammar.FindError(new ScriptedDriver.ServerException(604, "line 2 at position 4"), "a\nb").ShouldBeNull();
    }

    private static ReleaseException Translate(Exception error) => new ScriptedDriver().Warehouse().Translate(error);
}
