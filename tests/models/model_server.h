#pragma once

#include <atomic>
#include <chrono>
#include <httplib.h>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace tracestudio::testing {

/// A real HTTP server on a free port of this machine, ended with the test. Handlers are set on `http()` before `start`;
/// its threads are all there after it.
class ModelServer {
  public:
    explicit ModelServer(std::unique_ptr<httplib::Server> server = std::make_unique<httplib::Server>())
        : m_server(std::move(server)) {
        m_server->new_task_queue = [this] {
            auto* pool = new httplib::ThreadPool(16);
            m_isReady = true;
            return pool;
        };
        m_server->set_keep_alive_max_count(1);
        m_port = m_server->bind_to_any_port("127.0.0.1");
    }
    ModelServer(const ModelServer&) = delete;
    ModelServer& operator=(const ModelServer&) = delete;
    ~ModelServer() {
        m_isEnding = true;
        m_server->stop();
        if (m_thread.joinable())
            m_thread.join();
    }

    httplib::Server& http() { return *m_server; }
    void start() {
        m_thread = std::thread([this] { m_server->listen_after_bind(); });
        while (!m_isReady || !m_server->is_running())
            std::this_thread::yield();
    }
    /// Answers /query with what `answer` makes of its body, and keeps the bodies.
    template <typename Answer>
    void startQuery(Answer answer) {
        m_server->Post("/query", [this, answer](const httplib::Request& request, httplib::Response& response) {
            keep(request);
            answer(request, response);
        });
        start();
    }
    void keep(const httplib::Request& request) {
        const std::lock_guard lock(m_mutex);
        m_bodies.push_back(request.body);
        m_headers.push_back(request.headers);
    }
    [[nodiscard]] std::vector<std::string> bodies() const {
        const std::lock_guard lock(m_mutex);
        return m_bodies;
    }
    [[nodiscard]] nlohmann::ordered_json lastBody() const { return nlohmann::ordered_json::parse(bodies().back()); }
    [[nodiscard]] std::string lastHeader(const std::string& name) const {
        const std::lock_guard lock(m_mutex);
        const auto found = m_headers.back().find(name);
        return found == m_headers.back().end() ? std::string() : found->second;
    }
    [[nodiscard]] std::string url(const std::string& path = {}, const std::string& scheme = "http") const {
        return scheme + "://127.0.0.1:" + std::to_string(m_port) + path;
    }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] bool isEnding() const { return m_isEnding; }

  private:
    std::unique_ptr<httplib::Server> m_server;
    int m_port = 0;
    std::thread m_thread;
    std::atomic<bool> m_isReady = false, m_isEnding = false;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_bodies;
    std::vector<httplib::Headers> m_headers;
};

/// What a /query server says when all is well.
inline void answerQuery(httplib::Response& response, const std::string& text) {
    response.set_content(nlohmann::json{{"result", 1}, {"answer", text}}.dump(), "application/json");
}

} // namespace tracestudio::testing
