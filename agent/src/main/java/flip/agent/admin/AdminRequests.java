package flip.agent.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import flip.agent.admin.StatusReport.Health;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of one connection. */
final class AdminRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(AdminRequests.class);
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    private static final String RECOVER = "/v1/recover";
    private static final String WISH = "the body must be {\"lost\": [\"ID\", ...]}";

    private final AdminSource source;

    AdminRequests(AdminSource source) {
        this.source = source;
    }

    /**
     * What is sent when a request cannot be answered.
     *
     * @param code a word for programs
     * @param message a sentence for people
     * @param path the field or resource in question
     */
    private record Trouble(String code, String message, String path) {}

    /** The body of a request to recover. */
    private record Wish(@Nullable List<String> lost) {}

    private record Answer(HttpResponseStatus status, String type, ByteBuf body) {
        static Answer json(HttpResponseStatus status, String json) {
            return new Answer(
                    status,
                    "application/json; charset=utf-8",
                    Unpooled.copiedBuffer(json + "\n", StandardCharsets.UTF_8));
        }

        static Answer ok(String json) {
            return json(HttpResponseStatus.OK, json);
        }

        static Answer trouble(HttpResponseStatus status, String code, String message, String path) {
            return json(status, GSON.toJson(new Trouble(code, message, path)));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (!request.decoderResult().isSuccess()) {
            send(
                    context,
                    Answer.trouble(
                            HttpResponseStatus.BAD_REQUEST,
                            "bad_request",
                            "this is not HTTP, or too long",
                            ""),
                    false);
            return;
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        try {
            answered(context, keepAlive, answer(request, uri, context.executor()), uri.path());
        } catch (IllegalArgumentException e) {
            // Half of an escape, as in %2.
            send(context, failed(e, uri.rawPath()), keepAlive);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nothing depends on how a close ends.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean gone =
                cause instanceof ReadTimeoutException
                        || cause instanceof PrematureChannelClosureException
                        || cause instanceof IOException;
        if (!gone) {
            log.warn("a request on the management socket failed: {}", cause.toString());
        }
        context.close();
    }

    private CompletionStage<Answer> answer(
            FullHttpRequest request, QueryStringDecoder uri, Executor maker) {
        HttpMethod method = request.method();
        if (uri.path().equals(RECOVER) && method.equals(HttpMethod.POST)) {
            return recover(request.content().toString(StandardCharsets.UTF_8));
        }
        Function<QueryStringDecoder, CompletionStage<Answer>> resource =
                switch (uri.path()) {
                    case "/v1/status" -> asked -> status(maker);
                    case "/health" -> asked -> health(maker);
                    case "/v1/plan" -> asked -> plan(asked, maker);
                    case "/v1/debug/dump" -> this::dump;
                    case RECOVER -> this::recovery;
                    default -> AdminRequests::missing;
                };
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return done(
                    Answer.trouble(
                            HttpResponseStatus.METHOD_NOT_ALLOWED,
                            "method_not_allowed",
                            "only GET is understood here, not " + method,
                            uri.path()));
        }
        return resource.apply(uri);
    }

    private CompletionStage<Answer> status(Executor maker) {
        return source.status(maker).thenApplyAsync(report -> Answer.ok(report.toJson()), maker);
    }

    private CompletionStage<Answer> health(Executor maker) {
        return source.status(maker)
                .thenApplyAsync(
                        report ->
                                Answer.json(
                                        report.health() == Health.NO_QUORUM
                                                ? HttpResponseStatus.SERVICE_UNAVAILABLE
                                                : HttpResponseStatus.OK,
                                        GSON.toJson(
                                                Map.of(
                                                        "health",
                                                        report.health(),
                                                        "problems",
                                                        report.problems()))),
                        maker);
    }

    private CompletionStage<Answer> plan(QueryStringDecoder uri, Executor maker) {
        Map<String, List<String>> parameters = uri.parameters();
        return source.plan(
                        parameters.getOrDefault("down", List.of()),
                        parameters.getOrDefault("up", List.of()),
                        maker)
                .thenApply(Answer::ok);
    }

    private CompletionStage<Answer> dump(QueryStringDecoder uri) {
        return source.dump()
                .thenApply(
                        bytes ->
                                new Answer(
                                        HttpResponseStatus.OK,
                                        "application/gzip",
                                        Unpooled.wrappedBuffer(bytes)));
    }

    private CompletionStage<Answer> recovery(QueryStringDecoder uri) {
        return source.recovery().thenApply(report -> Answer.ok(report.toJson()));
    }

    /** Only on this socket, which its owner alone may open. */
    private CompletionStage<Answer> recover(String body) {
        return source.recover(lost(body))
                .thenApply(
                        report ->
                                report.state().equals(RecoveryReport.REFUSED)
                                        ? Answer.trouble(
                                                HttpResponseStatus.CONFLICT,
                                                "refused",
                                                report.detail(),
                                                RECOVER)
                                        : Answer.json(
                                                HttpResponseStatus.ACCEPTED, report.toJson()));
    }

    private static List<String> lost(String body) {
        Optional<List<String>> lost;
        try {
            lost =
                    Optional.ofNullable(GSON.fromJson(body, Wish.class))
                            .flatMap(wish -> Optional.ofNullable(wish.lost()))
                            .filter(ids -> ids.stream().allMatch(Objects::nonNull));
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(WISH, e);
        }
        return lost.orElseThrow(() -> new IllegalArgumentException(WISH));
    }

    private static CompletionStage<Answer> missing(QueryStringDecoder uri) {
        return done(
                Answer.trouble(
                        HttpResponseStatus.NOT_FOUND,
                        "not_found",
                        "there is no such thing here; ask for /v1/status, /v1/plan, /v1/recover,"
                                + " /v1/debug/dump or /health",
                        uri.path()));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return java.util.concurrent.CompletableFuture.completedFuture(answer);
    }

    // Whether the stage's own stage completes is of no use to anybody: what it does is the answer.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void answered(
            ChannelHandlerContext context,
            boolean keepAlive,
            CompletionStage<Answer> answer,
            String path) {
        answer.whenComplete(
                (ready, failure) -> {
                    Answer said = failure == null ? ready : failed(failure, path);
                    context.executor().execute(() -> send(context, said, keepAlive));
                });
    }

    private static Answer failed(Throwable failure, String path) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof IllegalArgumentException) {
            return Answer.trouble(
                    HttpResponseStatus.BAD_REQUEST,
                    "bad_argument",
                    String.valueOf(cause.getMessage()),
                    path);
        }
        log.warn("the request for {} failed: {}", path, cause.toString());
        return Answer.trouble(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "failed",
                "the agent could not answer: " + cause,
                path);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The listener closes; a failed write closes too.
    private static void send(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
        if (!context.channel().isActive()) {
            return; // Whoever asked is gone, or asked on after a last request.
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.body());
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
