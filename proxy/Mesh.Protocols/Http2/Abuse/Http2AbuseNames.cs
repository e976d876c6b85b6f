namespace Mesh.Protocols.Http2.Abuse;

/// <summary>The access log's response_code_details, the GOAWAY's debug data and the metric's label of each kind.</summary>
public static class Http2AbuseNames
{
    public static string Of(Http2Abuse kind) => kind switch
    {
        Http2Abuse.RapidReset => "http2.rapid_reset",
        Http2Abuse.MadeYouReset => "http2.too_many_stream_errors",
        Http2Abuse.ContinuationFlood => "http2.continuation_flood",
        Http2Abuse.HeaderListBomb => "http2.header_list_bomb",
        Http2Abuse.SettingsFlood => "http2.settings_flood",
        Http2Abuse.PingFlood => "http2.ping_flood",
        Http2Abuse.PriorityFlood => "http2.inbound_priority_frames_flood",
        Http2Abuse.WindowUpdateFlood => "http2.inbound_window_update_frames_flood",
        Http2Abuse.EmptyFrames => "http2.inbound_empty_frames_flood",
        Http2Abuse.UnknownFrames => "http2.unknown_frames_flood",
        Http2Abuse.PaddingWaste => "http2.padding_flood",
        Http2Abuse.TinyWindow => "http2.tiny_window",
        Http2Abuse.ClosedStreamFrames => "http2.closed_stream_frames_flood",
        Http2Abuse.RefusedStreams => "http2.too_many_refused_streams",
        Http2Abuse.UnreadAnswers => "http2.outbound_control_flood",
    };
}
